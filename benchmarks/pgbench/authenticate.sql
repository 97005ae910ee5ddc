BEGIN;
SELECT set_config('role', 'umbra_app', true);
SELECT owners.id AS owner FROM sessions
    JOIN accounts ON accounts.id = sessions.account_id
    JOIN owners ON owners.account_id = accounts.id
    WHERE sessions.token_hash = decode(:token_hash, 'hex') AND sessions.expires_at > now()
      AND sessions.locked_at IS NULL AND accounts.disabled_at IS NULL \gset
SELECT set_config('umbra.owner_id', :owner, true);
