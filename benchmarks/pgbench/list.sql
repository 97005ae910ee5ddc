SELECT id, version, created_at, updated_at, title, notes, due_date, due_time, priority, category,
    completed_at, position,
    ARRAY(
        SELECT tags.name FROM todo_tags
        JOIN tags ON tags.owner_id = todo_tags.owner_id AND tags.id = todo_tags.tag_id
        WHERE todo_tags.owner_id = todos.owner_id AND todo_tags.todo_id = todos.id
        ORDER BY tags.name
    ) AS tags
FROM todos WHERE owner_id = :owner AND deleted_at IS NULL
ORDER BY completed_at IS NOT NULL, coalesce(due_date, 'infinity'), position, id
LIMIT 100;
COMMIT;
