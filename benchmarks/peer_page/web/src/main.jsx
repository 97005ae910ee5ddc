import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { TodoPage } from "./TodoPage.jsx";
import "./page.css";

createRoot(document.getElementById("root")).render(
  <StrictMode>
    <TodoPage />
  </StrictMode>,
);
