package org.nakhoda.apiserver.serviceaccount;

import java.util.ArrayList;
import java.util.List;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.apiserver.authn.ServiceAccountTokenAuthenticator;
import org.nakhoda.apiserver.authn.UserInfo;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Answers the questions of authentication.k8s.io: whose is this token (TokenReview), and who am I (SelfSubjectReview). */
public final class IdentityReviews {
    public static final String GROUP = "authentication.k8s.io";

    private final ServiceAccountTokenAuthenticator tokens;
    private final List<String> apiAudiences;

    /** @param apiAudiences what a token must be meant for if the question names no audiences */
    public IdentityReviews(ServiceAccountTokenAuthenticator tokens, List<String> apiAudiences) {
        this.tokens = tokens;
        this.apiAudiences = List.copyOf(apiAudiences);
    }

    public boolean handles(String group, String resource) {
        return group.equals(GROUP) && (resource.equals("tokenreviews") || resource.equals("selfsubjectreviews"));
    }

    /** @return the question with its {@code status} */
    public ObjectNode answer(String resource, ObjectNode question, UserInfo caller) {
        ObjectNode answer = question.deepCopy();
        if (resource.equals("selfsubjectreviews")) {
            describe(answer.putObject("status").putObject("userInfo"), caller);
            return answer;
        }
        String token = question.path("spec").path("token").asString("");
        if (token.isEmpty()) {
            throw ApiException.badRequest("token is required for TokenReview in authentication");
        }
        List<String> audiences = new ArrayList<>();
        for (JsonNode audience : question.path("spec").path("audiences")) {
            audiences.add(audience.asString(""));
        }
        ObjectNode status = answer.putObject("status");
        try {
            var verified = tokens.verify(token, audiences.isEmpty() ? apiAudiences : audiences);
            status.put("authenticated", true);
            describe(status.putObject("user"), verified.user());
            verified.audiences().forEach(status.putArray("audiences")::add);
        } catch (ApiException e) {
            status.put("authenticated", false).put("error", e.getMessage());
            status.putObject("user");
        }
        return answer;
    }

    private static void describe(ObjectNode into, UserInfo user) {
        into.put("username", user.name());
        if (!user.uid().isEmpty()) {
            into.put("uid", user.uid());
        }
        var groups = into.putArray("groups");
        user.groups().stream().sorted().forEach(groups::add);
        if (!user.extra().isEmpty()) {
            ObjectNode extra = into.putObject("extra");
            user.extra().forEach((key, values) -> values.forEach(extra.putArray(key)::add));
        }
    }
}
