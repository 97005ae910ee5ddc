async function answered(response) {
  if (!response.ok) throw new Error(`The server answered ${response.status}.`);
  return response.json();
}

export async function fetchTodos(limit) {
  return answered(await fetch(`/api/todos?limit=${limit}`));
}

export async function toggleTodo(id, completed) {
  const headers = { "Content-Type": "application/json" };
  const body = JSON.stringify({ completed });
  return answered(await fetch(`/api/todos/${id}/toggle`, { method: "PATCH", headers, body }));
}
