import { useMutation } from "@tanstack/react-query";
import type { ApiError } from "../api/client";
import type { Transfer } from "../api/history";
import { useText } from "../i18n";
import { Wrong } from "../parts/table";
import { collect, MOST, save, transfersCSV } from "./csv";

/** A button that makes a file of payments. */
export function Download({ params, name }: { params: Record<string, string | null | undefined>; name: string }) {
  const { t, lang } = useText();
  const { mutate, isPending, error } = useMutation<void, ApiError>({
    mutationFn: async () => save(name, transfersCSV(await collect<Transfer>("transfers", params))),
  });
  return (
    <>
      <button
        type="button"
        className="download"
        disabled={isPending}
        title={t.pages.transfers.capped(new Intl.NumberFormat(lang).format(MOST))}
        onClick={() => mutate()}
      >
        {isPending ? t.pages.transfers.busy : t.pages.transfers.csv}
      </button>
      {error && <Wrong error={error} />}
    </>
  );
}
