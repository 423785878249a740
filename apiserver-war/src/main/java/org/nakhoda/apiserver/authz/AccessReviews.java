package org.nakhoda.apiserver.authz;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nakhoda.api.selector.FieldSelector;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.apiserver.authn.UserInfo;
import org.nakhoda.apiserver.authz.Authorizer.Attributes;
import org.nakhoda.apiserver.authz.Authorizer.Decision;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers the questions of authorization.k8s.io: may somebody, or I, do this ({@code kubectl auth can-i}), and what may I
 * do at all ({@code kubectl auth can-i --list}).
 */
public final class AccessReviews {
    public static final String GROUP = "authorization.k8s.io";
    private static final Rule EVERYTHING = new Rule(Set.of("*"), Set.of("*"), Set.of("*"), Set.of(), Set.of());
    private static final Rule EVERY_PATH = new Rule(Set.of("*"), Set.of(), Set.of(), Set.of(), Set.of("*"));

    private final Authorizer authorizer;
    private final RbacAuthorizer rbac;

    /**
     * @param authorizer the whole chain, which decides
     * @param rbac the part of it that can list its rules
     */
    public AccessReviews(Authorizer authorizer, RbacAuthorizer rbac) {
        this.authorizer = authorizer;
        this.rbac = rbac;
    }

    public boolean handles(String group, String resource) {
        return group.equals(GROUP)
                && switch (resource) {
                    case "subjectaccessreviews",
                            "selfsubjectaccessreviews",
                            "localsubjectaccessreviews",
                            "selfsubjectrulesreviews" -> true;
                    default -> false;
                };
    }

    /**
     * @param namespace of the request's path; empty unless it is a LocalSubjectAccessReview
     * @return the question with its {@code status}
     * @throws ApiException INVALID or BAD_REQUEST if the question cannot be understood
     */
    public ObjectNode answer(String resource, String namespace, ObjectNode question, UserInfo caller) {
        ObjectNode answer = question.deepCopy();
        JsonNode spec = question.path("spec");
        if (resource.equals("selfsubjectrulesreviews")) {
            listRules(answer.putObject("status"), caller, spec.path("namespace").asString(""));
            return answer;
        }
        boolean self = resource.equals("selfsubjectaccessreviews");
        FieldErrors errors = new FieldErrors();
        validate(spec, self, errors);
        if (!errors.isEmpty()) {
            throw ApiException.invalid(GROUP, question.path("kind").asString(""), "", errors.causes());
        }
        UserInfo subject = self ? caller : subject(spec);
        if (resource.equals("localsubjectaccessreviews")
                && !spec.path("resourceAttributes")
                        .path("namespace")
                        .asString("")
                        .equals(namespace)) {
            throw ApiException.badRequest(
                    "spec.resourceAttributes.namespace must match the namespace of the request: " + namespace);
        }
        Decision decision = authorizer.authorize(attributes(subject, spec));
        ObjectNode status = answer.putObject("status").put("allowed", decision.allowed());
        if (!decision.reason().isEmpty()) {
            status.put("reason", decision.reason());
        }
        return answer;
    }

    private static Attributes attributes(UserInfo subject, JsonNode spec) {
        JsonNode resource = spec.path("resourceAttributes");
        JsonNode path = spec.path("nonResourceAttributes");
        if (path.isObject()) {
            return new Attributes(subject, text(path, "verb"), "", "", "", "", "", "", false, text(path, "path"));
        }
        return new Attributes(
                subject,
                text(resource, "verb"),
                text(resource, "group"),
                text(resource, "version"),
                text(resource, "resource"),
                text(resource, "subresource"),
                text(resource, "namespace"),
                text(resource, "name"),
                true,
                "",
                fieldSelector(resource.path("fieldSelector")));
    }

    /** Of the requirements only those that a field selector can say; a selector that is wider asks for more. */
    private static String fieldSelector(JsonNode selector) {
        String raw = text(selector, "rawSelector");
        if (!raw.isEmpty()) {
            return raw;
        }
        List<FieldSelector.Term> terms = new ArrayList<>();
        for (JsonNode requirement : selector.path("requirements")) {
            JsonNode values = requirement.path("values");
            if (values.size() == 1 && text(requirement, "operator").equals("In")) {
                terms.add(new FieldSelector.Term(
                        text(requirement, "key"), true, values.get(0).asString("")));
            }
        }
        return new FieldSelector(terms).toString();
    }

    private static void validate(JsonNode spec, boolean self, FieldErrors errors) {
        JsonNode resource = spec.path("resourceAttributes");
        JsonNode path = spec.path("nonResourceAttributes");
        if (resource.isObject() && path.isObject()) {
            errors.invalid(
                    "spec.nonResourceAttributes", path, "cannot be specified in combination with resourceAttributes");
        } else if (!resource.isObject() && !path.isObject()) {
            errors.invalid(
                    "spec.resourceAttributes",
                    resource,
                    "exactly one of nonResourceAttributes or resourceAttributes must be specified");
        }
        if (!self && text(spec, "user").isEmpty() && spec.path("groups").isEmpty()) {
            errors.invalid("spec.user", spec.path("user"), "at least one of user or group must be specified");
        }
    }

    private static UserInfo subject(JsonNode spec) {
        Set<String> groups = new LinkedHashSet<>();
        spec.path("groups").forEach(group -> groups.add(group.asString("")));
        Map<String, List<String>> extra = new LinkedHashMap<>();
        spec.path("extra").properties().forEach(entry -> {
            List<String> values = new ArrayList<>();
            entry.getValue().forEach(value -> values.add(value.asString("")));
            extra.put(entry.getKey(), values);
        });
        return new UserInfo(text(spec, "user"), text(spec, "uid"), groups, extra);
    }

    private void listRules(ObjectNode status, UserInfo caller, String namespace) {
        if (namespace.isEmpty()) {
            throw ApiException.badRequest("no namespace on request");
        }
        List<Rule> rules = new ArrayList<>(rbac.policy().rulesOf(caller, namespace));
        if (caller.groups().contains(UserInfo.GROUP_MASTERS)) {
            rules.add(EVERYTHING);
            rules.add(EVERY_PATH);
        }
        ArrayNode resources = status.putArray("resourceRules");
        ArrayNode paths = status.putArray("nonResourceRules");
        for (Rule rule : new LinkedHashSet<>(rules)) {
            (rule.nonResourceUrls().isEmpty() ? resources : paths).add(rule.toJson());
        }
        boolean node = NodeIdentity.of(caller).isPresent();
        status.put("incomplete", node);
        if (node) {
            status.put("evaluationError", "node authorizer does not support user rule resolution");
        }
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asString("");
    }
}
