-- FOR SHARE: what this stands on does not change until it is committed.
CREATE OR REPLACE FUNCTION sign_off_by_policy_owner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM people_user
    JOIN people_user_groups ON people_user_groups.user_id = people_user.id
    JOIN auth_group ON auth_group.id = people_user_groups.group_id
    WHERE people_user.id = NEW.person_id AND people_user.is_active AND auth_group.name = 'policy_owner'
    FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Only a policy owner signs what a new version changes.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER sign_off_by_policy_owner BEFORE INSERT ON judgement_signoff
    FOR EACH ROW EXECUTE FUNCTION sign_off_by_policy_owner()
