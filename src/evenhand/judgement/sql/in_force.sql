-- What decides live outcomes now; asked for each contribution. The policy's source stays where it is: it is long.
SELECT version.id, version.digest, assessor.models_digest
FROM judgement_policyactivation AS activation
JOIN judgement_policyversion AS version ON version.id = activation.policy_version_id
JOIN judgement_assessorversion AS assessor ON assessor.id = activation.assessor_id
ORDER BY activation.number DESC
LIMIT 1
