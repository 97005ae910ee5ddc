\set place random(1, :places)
UPDATE todos SET completed_at = CASE WHEN completed_at IS NULL THEN now() END,
    version = version + 1, updated_at = now()
WHERE owner_id = :owner AND id = (:todo_ids::uuid[])[:place] AND deleted_at IS NULL
RETURNING id, version, created_at, updated_at, title, notes, due_date, due_time, priority, category,
    completed_at, position,
    ARRAY(
        SELECT tags.name FROM todo_tags
        JOIN tags ON tags.owner_id = todo_tags.owner_id AND tags.id = todo_tags.tag_id
        WHERE todo_tags.owner_id = todos.owner_id AND todo_tags.todo_id = todos.id
        ORDER BY tags.name
    ) AS tags;
COMMIT;
