package org.nakhoda.api.core;

import java.util.List;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.Tree;
import tools.jackson.databind.node.ObjectNode;

/** What is special about service accounts: an annotation that separate namespaces have replaced. */
final class ServiceAccountStrategy extends ObjectStrategy {
    private static final String ENFORCE = "kubernetes.io/enforce-mountable-secrets";

    ServiceAccountStrategy() {
        super(Shape.PLAIN);
    }

    @Override
    public List<String> warnings(ObjectNode account) {
        return enforces(account)
                ? List.of("metadata.annotations[" + ENFORCE
                        + "]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets")
                : List.of();
    }

    @Override
    public List<String> updateWarnings(ObjectNode account, ObjectNode old) {
        return enforces(old) ? List.of() : warnings(account);
    }

    private static boolean enforces(ObjectNode account) {
        return !Tree.text(account.path("metadata").path("annotations"), ENFORCE).isEmpty();
    }
}
