package org.nakhoda.apiserver.admission.podsecurity;

import static org.nakhoda.apiserver.admission.podsecurity.PodUnderTest.plural;
import static org.nakhoda.apiserver.admission.podsecurity.PodUnderTest.quoted;
import static org.nakhoda.apiserver.admission.podsecurity.PodUnderTest.securityContext;
import static org.nakhoda.apiserver.admission.podsecurity.PodUnderTest.setters;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.apiserver.admission.podsecurity.Violations.Violation;
import tools.jackson.databind.JsonNode;

/** The runtime's AppArmor profile, or one of the node's, named in a field or in the annotation that was there before it. */
final class AppArmorCheck {
    private static final String ANNOTATION = "container.apparmor.security.beta.kubernetes.io/";

    private AppArmorCheck() {}

    static Optional<Violation> test(PodUnderTest pod) {
        Set<String> types = new TreeSet<>();
        boolean itself = forbidden(pod.securityContext(), types);
        List<String> containers = pod.containersThat(container -> forbidden(securityContext(container), types));
        Set<String> annotations = new TreeSet<>();
        for (Map.Entry<String, JsonNode> annotation :
                pod.metadata().path("annotations").properties()) {
            String profile = annotation.getValue().asString("");
            if (annotation.getKey().startsWith(ANNOTATION) && !allowed(profile)) {
                annotations.add(annotation.getKey() + "=\"" + profile + "\"");
            }
        }
        if (!itself && containers.isEmpty() && annotations.isEmpty()) {
            return Optional.empty();
        }
        List<String> who = new ArrayList<>();
        if (itself || !containers.isEmpty()) {
            who.add(setters(itself, containers));
        }
        if (!annotations.isEmpty()) {
            who.add(plural("annotation", annotations));
        }
        List<String> values = new ArrayList<>(types);
        values.addAll(annotations);
        return Optional.of(new Violation(
                plural("forbidden AppArmor profile", values),
                String.join(" and ", who) + " must not set AppArmor profile type to " + quoted(values)));
    }

    private static boolean forbidden(JsonNode context, Set<String> types) {
        JsonNode profile = context.path("appArmorProfile");
        String type = Tree.text(profile, "type");
        boolean bad = profile.isObject() && !type.equals("RuntimeDefault") && !type.equals("Localhost");
        if (bad) {
            types.add(type);
        }
        return bad;
    }

    private static boolean allowed(String profile) {
        return profile.isEmpty() || profile.equals("runtime/default") || profile.startsWith("localhost/");
    }
}
