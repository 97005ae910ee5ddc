import { useCallback, useEffect, useState } from "react";
import { fetchTodos, toggleTodo } from "./api.js";
import { TodoRow } from "./TodoRow.jsx";

const LIMIT = Number(new URLSearchParams(location.search).get("limit")) || 100;

export function TodoPage() {
  const [todos, setTodos] = useState(null);
  const [failure, setFailure] = useState(null);

  useEffect(() => {
    fetchTodos(LIMIT).then((page) => setTodos(page.items), (error) => setFailure(error.message));
  }, []);

  const toggle = useCallback(async (todo) => {
    try {
      const confirmed = await toggleTodo(todo.id, !todo.completed);
      setTodos((before) => before.map((other) => (other.id === confirmed.id ? confirmed : other)));
    } catch (error) {
      setFailure(error.message);
    }
  }, []);

  return (
    <main>
      <h1>Todos</h1>
      {failure && <p role="alert">{failure}</p>}
      {todos === null ? (
        <p>Loading…</p>
      ) : (
        <ul>
          {todos.map((todo) => (
            <TodoRow key={todo.id} todo={todo} onToggle={toggle} />
          ))}
        </ul>
      )}
    </main>
  );
}
