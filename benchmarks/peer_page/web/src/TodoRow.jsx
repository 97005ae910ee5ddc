import { memo } from "react";

/** One row. Memoised, so that a toggle renders the row it changed and no other. */
export const TodoRow = memo(function TodoRow({ todo, onToggle }) {
  return (
    <li data-row={todo.id} data-version={todo.version} data-completed={todo.completed}>
      <button
        type="button"
        role="checkbox"
        className="tick"
        aria-checked={todo.completed}
        aria-label={`Done: ${todo.title}`}
        onClick={() => onToggle(todo)}
      />
      <span className="title">{todo.title}</span>
      {todo.tags.map((tag) => (
        <span className="tag" key={tag}>
          {tag}
        </span>
      ))}
      {todo.priority !== "none" && <span className={`priority ${todo.priority}`}>{todo.priority}</span>}
      {todo.due_date && <time dateTime={todo.due_date}>{todo.due_date}</time>}
    </li>
  );
});
