// Catches what breaks while the page is drawn, and says so without the page's own parts.
import { Component } from "react";
import { app, eventLoop } from "$/utils/context-registry";
import { ReflexEvent } from "$/utils/state";

export class CrashBoundary extends Component {
  state = { incident: "" };

  static getDerivedStateFromError() {
    return { incident: crypto.getRandomValues(new Uint32Array(1))[0].toString(16).padStart(8, "0") };
  }

  // Reflex's own event brings it to the server's log, under the id that is shown.
  componentDidCatch(error, info) {
    const event = ReflexEvent(`${app.exception_state_name}.handle_frontend_exception`, {
      info: `Incident ${this.state.incident}: ${error?.name}: ${error?.message}\n${error?.stack}`,
      component_stack: info.componentStack ?? "",
    });
    eventLoop.addEvents?.([event], []);
  }

  render() {
    const { incident } = this.state;
    if (!incident) return this.props.children;
    return (
      <main className="plain-page">
        <div className="plain-page__card">
          <h1 className="plain-page__title">Something broke</h1>
          <p>
            That is our fault, not yours. What you had saved is safe, and loading the page again
            usually helps.
          </p>
          <p>
            If it comes back, this number helps to find out why: <code>{incident}</code>
          </p>
          <button type="button" className="btn btn--primary btn--md" onClick={() => location.reload()}>
            Load again
          </button>
        </div>
      </main>
    );
  }
}
