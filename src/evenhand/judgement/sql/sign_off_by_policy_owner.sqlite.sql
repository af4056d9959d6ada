CREATE TRIGGER sign_off_by_policy_owner BEFORE INSERT ON judgement_signoff
WHEN NOT EXISTS (
    SELECT 1 FROM people_user
    JOIN people_user_groups ON people_user_groups.user_id = people_user.id
    JOIN auth_group ON auth_group.id = people_user_groups.group_id
    WHERE people_user.id = NEW.person_id AND people_user.is_active AND auth_group.name = 'policy_owner'
)
BEGIN
    SELECT RAISE(ABORT, 'Only a policy owner signs what a new version changes.');
END
