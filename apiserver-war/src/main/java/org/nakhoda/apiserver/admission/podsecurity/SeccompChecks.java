package org.nakhoda.apiserver.admission.podsecurity;

import static org.nakhoda.apiserver.admission.podsecurity.PodUnderTest.named;
import static org.nakhoda.apiserver.admission.podsecurity.PodUnderTest.plural;
import static org.nakhoda.apiserver.admission.podsecurity.PodUnderTest.quoted;
import static org.nakhoda.apiserver.admission.podsecurity.PodUnderTest.securityContext;
import static org.nakhoda.apiserver.admission.podsecurity.PodUnderTest.setters;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.apiserver.admission.podsecurity.Violations.Violation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The runtime's seccomp profile, or one of the node's: may not be switched off; must be chosen in the restricted standard. */
final class SeccompChecks {
    private static final String POD = "seccomp.security.alpha.kubernetes.io/pod";
    private static final String CONTAINER = "container.seccomp.security.alpha.kubernetes.io/";
    private static final String REASON = "seccompProfile";
    private static final String PROFILE = "seccompProfile";

    private SeccompChecks() {}

    /** Before there were fields for it. */
    static Optional<Violation> annotations(PodUnderTest pod) {
        JsonNode annotations = pod.metadata().path("annotations");
        Set<String> forbidden = new TreeSet<>();
        note(annotations, POD, forbidden);
        for (ObjectNode container : pod.containers()) {
            note(annotations, CONTAINER + Tree.text(container, "name"), forbidden);
        }
        return forbidden.isEmpty()
                ? Optional.empty()
                : Optional.of(new Violation(
                        REASON, "forbidden " + plural("annotation", forbidden) + " " + String.join(", ", forbidden)));
    }

    private static void note(JsonNode annotations, String key, Set<String> forbidden) {
        String value = Tree.text(annotations, key);
        boolean allowed =
                value.equals("runtime/default") || value.equals("docker/default") || value.startsWith("localhost/");
        if (annotations.has(key) && !allowed) {
            forbidden.add(key + "=\"" + value + "\"");
        }
    }

    static Optional<Violation> baseline(PodUnderTest pod) {
        Set<String> types = new TreeSet<>();
        boolean itself = forbidden(pod.securityContext(), types);
        List<String> containers = pod.containersThat(container -> forbidden(securityContext(container), types));
        return itself || !containers.isEmpty()
                ? Optional.of(new Violation(
                        REASON,
                        setters(itself, containers) + " must not set securityContext.seccompProfile.type to "
                                + quoted(types)))
                : Optional.empty();
    }

    static Optional<Violation> restricted(PodUnderTest pod) {
        Optional<Violation> explicit = baseline(pod);
        if (explicit.isPresent()) {
            return explicit;
        }
        if (pod.securityContext().path(PROFILE).isObject()) {
            return Optional.empty();
        }
        List<String> silent = pod.containersThat(
                container -> !securityContext(container).path(PROFILE).isObject());
        return silent.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Violation(
                                REASON,
                                "pod or " + named(silent)
                                        + " must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\""));
    }

    private static boolean forbidden(JsonNode context, Set<String> types) {
        JsonNode profile = context.path(PROFILE);
        String type = Tree.text(profile, "type");
        boolean bad = profile.isObject() && !type.equals("RuntimeDefault") && !type.equals("Localhost");
        if (bad) {
            types.add(type);
        }
        return bad;
    }
}
