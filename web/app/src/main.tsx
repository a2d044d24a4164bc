import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { LiveProvider } from "./api/live";
import { App } from "./app";
import { TextProvider } from "./i18n";
import { WalletChoice } from "./wallet/choice";
import { WalletProvider } from "./wallet/context";
import "@shared/tokens.css";
import "@shared/base.css";
import "./style/page.css";
import "./style/market.css";
import "./style/chat.css";
import "./style/markdown.css";
import "./style/explore.css";
import "./style/detail.css";
import "./style/developers.css";
import "./style/more.css";
import "./style/wallet.css";

const queries = new QueryClient({ defaultOptions: { queries: { retry: 1, staleTime: 1_000 } } });

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <TextProvider>
          <LiveProvider>
            <WalletProvider>
              <App />
              <WalletChoice />
            </WalletProvider>
          </LiveProvider>
        </TextProvider>
      </QueryClientProvider>
    </StrictMode>,
  );
}
