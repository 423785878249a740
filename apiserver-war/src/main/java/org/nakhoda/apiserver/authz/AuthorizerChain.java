package org.nakhoda.apiserver.authz;

import java.util.List;
import org.nakhoda.apiserver.authn.UserInfo;

/** Lets {@code system:masters} do anything; else the first authorizer that allows decides, and the last one that knows says why not. */
public final class AuthorizerChain implements Authorizer {
    private final List<Authorizer> authorizers;

    public AuthorizerChain(List<Authorizer> authorizers) {
        this.authorizers = List.copyOf(authorizers);
    }

    @Override
    public Decision authorize(Attributes asked) {
        if (asked.user().groups().contains(UserInfo.GROUP_MASTERS)) {
            return Decision.ALLOWED;
        }
        String reason = "";
        for (Authorizer authorizer : authorizers) {
            Decision decision = authorizer.authorize(asked);
            if (decision.allowed()) {
                return decision;
            }
            if (!decision.reason().isEmpty()) {
                reason = decision.reason();
            }
        }
        return new Decision(false, reason);
    }
}
