package org.nakhoda.apiserver.admission;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.nakhoda.api.catalogue.Tree;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * For service accounts with the annotation {@code kubernetes.io/enforce-mountable-secrets}: their pods may use no other
 * secrets than those that the account lists.
 */
final class MountableSecrets {
    private static final String ANNOTATION = "kubernetes.io/enforce-mountable-secrets";
    private static final Set<String> TRUE = Set.of("1", "t", "T", "TRUE", "true", "True");

    private final String account;
    private final Set<String> secrets;
    private final Set<String> pullSecrets;

    private MountableSecrets(JsonNode account) {
        this.account = Tree.text(account, "metadata", "name");
        this.secrets = names(account.path("secrets"));
        this.pullSecrets = names(account.path("imagePullSecrets"));
    }

    static Optional<MountableSecrets> enforcedFor(JsonNode account) {
        String value = Tree.text(account.path("metadata").path("annotations"), ANNOTATION);
        return TRUE.contains(value) ? Optional.of(new MountableSecrets(account)) : Optional.empty();
    }

    private static Set<String> names(JsonNode references) {
        Set<String> names = new HashSet<>();
        references.forEach(reference -> names.add(Tree.text(reference, "name")));
        return names;
    }

    /** @return why not, or null */
    String refusal(JsonNode spec) {
        for (JsonNode volume : spec.path("volumes")) {
            String secret = Tree.text(volume.path("secret"), "secretName");
            if (volume.path("secret").isObject() && !secrets.contains(secret)) {
                return "volume with " + refused(secret);
            }
        }
        for (String list : List.of("initContainers", "containers")) {
            String refusal = refusal(spec.path(list), list.equals("containers") ? "container " : "init container ");
            if (refusal != null) {
                return refusal;
            }
        }
        int index = 0;
        for (JsonNode reference : spec.path("imagePullSecrets")) {
            String secret = Tree.text(reference, "name");
            if (!pullSecrets.contains(secret)) {
                return "imagePullSecrets[" + index + "].name=\"" + secret + "\" is not allowed because service account "
                        + account + " does not reference that imagePullSecret";
            }
            index++;
        }
        return null;
    }

    String refusalOfEphemeral(JsonNode spec) {
        return refusal(spec.path("ephemeralContainers"), "ephemeral container ");
    }

    private String refusal(JsonNode containers, String kind) {
        for (ObjectNode container : Tree.objects(containers)) {
            String who = kind + Tree.text(container, "name");
            for (JsonNode variable : container.path("env")) {
                JsonNode reference = variable.path("valueFrom").path("secretKeyRef");
                if (reference.isObject() && !secrets.contains(Tree.text(reference, "name"))) {
                    return who + " with envVar " + Tree.text(variable, "name") + " referencing "
                            + refused(Tree.text(reference, "name"));
                }
            }
            for (JsonNode source : container.path("envFrom")) {
                JsonNode reference = source.path("secretRef");
                if (reference.isObject() && !secrets.contains(Tree.text(reference, "name"))) {
                    return who + " with envFrom referencing " + refused(Tree.text(reference, "name"));
                }
            }
        }
        return null;
    }

    private String refused(String secret) {
        return "secret.secretName=\"" + secret + "\" is not allowed because service account " + account
                + " does not reference that secret";
    }
}
