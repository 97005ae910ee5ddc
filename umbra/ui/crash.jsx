// The error boundary: shows a page of its own when rendering the page throws an error.
import { Component } from "react";
import { app, eventLoop } from "$/utils/context-registry";
import { ReflexEvent } from "$/utils/state";

export class CrashBoundary extends Component {
  state = { incident: "" };

  static getDerivedStateFromError() {
    return { incident: crypto.getRandomValues(new Uint32Array(1))[0].toString(16).padStart(8, "0") };
  }

  // Reports the error to the server's log by Reflex's own event, under the id that is shown.
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
          <h1 className="plain-page__title">Something went wrong</h1>
          <p>UMBRA could not show this page. Your saved data is safe. Reloading usually helps.</p>
          <p>
            If it happens again, look in the server’s log for incident <code>{incident}</code>.
          </p>
          <button type="button" className="btn btn--primary btn--md" onClick={() => location.reload()}>
            Reload page
          </button>
        </div>
      </main>
    );
  }
}
