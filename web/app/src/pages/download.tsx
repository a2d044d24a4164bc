import { useMutation } from "@tanstack/react-query";
import type { ApiError } from "../api/client";
import type { Transfer } from "../api/history";
import { useText } from "../i18n";
import { Wrong } from "../parts/table";
import { collect, MOST, save, transfersCSV } from "./csv";

/** A button that makes a file of a list: of payments, when nothing else is said. */
export function Download<T = Transfer>(props: {
  params: Record<string, string | null | undefined>;
  name: string;
  path?: string;
  write?: (all: readonly T[]) => string;
  label?: string;
}) {
  const { t, lang } = useText();
  const write = props.write ?? (transfersCSV as unknown as (all: readonly T[]) => string);
  const { mutate, isPending, error } = useMutation<void, ApiError>({
    mutationFn: async () => save(props.name, write(await collect<T>(props.path ?? "transfers", props.params))),
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
        {isPending ? t.pages.transfers.busy : (props.label ?? t.pages.transfers.csv)}
      </button>
      {error && <Wrong error={error} />}
    </>
  );
}
