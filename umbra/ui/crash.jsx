// Catches what breaks while the page is drawn, and says so without the page's own parts.
import { Component } from "react";
import { app, eventLoop } from "$/utils/context-registry";
import { ReflexEvent } from "$/utils/state";

export class CrashBoundary extends Component {
  state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  componentDidCatch(error, info) {
    const event = ReflexEvent(`${app.exception_state_name}.handle_frontend_exception`, {
      info: `${error?.name}: ${error?.message}\n${error?.stack}`,
      component_stack: info.componentStack ?? "",
    });
    eventLoop.addEvents?.([event], []);
  }

  render() {
    if (!this.state.broken) return this.props.children;
    return (
      <main className="plain-page">
        <div className="plain-page__card">
          <h1 className="plain-page__title">This page broke</h1>
          <p>That is our fault, not yours. What you had saved is safe. Loading it again usually helps.</p>
          <p>
            <button type="button" className="btn btn--primary btn--md" onClick={() => location.reload()}>
              Load again
            </button>
          </p>
        </div>
      </main>
    );
  }
}
