-- Fills our own database straight with users u000001 … up to :users, each with the role user, as a bulk create would.
-- For sizes beyond what one request carries; nothing but bench/ uses it.
WITH added AS (
    INSERT INTO users (name, admin, created)
    SELECT 'u' || lpad(number::text, 6, '0'), false, now() FROM generate_series(1, :users) AS number
    ON CONFLICT (name) DO NOTHING RETURNING id)
INSERT INTO user_roles (user_id, role_id) SELECT added.id, roles.id FROM added CROSS JOIN roles WHERE roles.name = 'user';
