import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app";
import { WalletProvider } from "./data/wallet";
import { TextProvider } from "./i18n";
import "@shared/tokens.css";
import "@shared/base.css";
import "./style/wallet.css";

const queries = new QueryClient({ defaultOptions: { queries: { retry: 1, staleTime: 1_000 } } });

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <TextProvider>
          <WalletProvider>
            <App />
          </WalletProvider>
        </TextProvider>
      </QueryClientProvider>
    </StrictMode>,
  );
}
