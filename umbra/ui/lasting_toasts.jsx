// The lasting toasts: each stays until the server takes it back. Loaded when there is one.
import { useNavigate } from "react-router";
import { Actions } from "$/public/external/umbra/ui/toasts/actions.jsx";
import { Icon } from "$/public/external/umbra/ui/icon/icon.jsx";

export function LastingToasts({ toasts, onSend }) {
  return toasts.map((toast) => <LastingToast key={toast.id} toast={toast} onSend={onSend} />);
}

function LastingToast({ toast, onSend }) {
  const navigate = useNavigate();
  const close = () => onSend(toast.close.name, toast.close.payload);
  const act = (action, payload) => {
    if (!action.target) return onSend(action.name, payload);
    document.getElementById(action.target)?.click();
    return close();
  };
  const follow = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    navigate(toast.href);
  };
  return (
    <li className="toast toast--lasting">
      <Icon name={toast.icon} />
      <div className="toast__words">
        {toast.href ? (
          <a className="toast__text" href={toast.href} onClick={follow}>
            {toast.text}
          </a>
        ) : (
          <span className="toast__text">{toast.text}</span>
        )}
        {toast.detail ? <span className="toast__detail">{toast.detail}</span> : null}
        <Actions
          actions={toast.actions}
          error={toast.error}
          label={toast.text}
          buttonClass="toast__action"
          onAct={act}
        />
      </div>
      <button type="button" className="toast__close" aria-label="Hide" onClick={close}>
        <Icon name="x" size={12} />
      </button>
    </li>
  );
}
