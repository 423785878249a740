package org.nakhoda.apiserver.allocation;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.nakhoda.api.settings.IpRange;
import org.nakhoda.api.settings.IpRange.Family;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.validation.Addresses;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.apiserver.admission.AdmissionStep;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Decides which families of addresses a service has, before validation and allocation: Kubernetes' defaulting of
 * {@code ipFamilyPolicy} and {@code ipFamilies}, and their consistency with {@code clusterIP} and {@code clusterIPs}.
 *
 * <p>A service that prefers two families and is updated without saying anything about them keeps what it has, even if the
 * cluster has got a second family meanwhile: only a change of the policy, the families or the addresses changes it.
 */
public final class ServiceFamilies implements AdmissionStep {
    private static final String SINGLE = "SingleStack";
    private static final String HEADLESS = "None";

    private final List<Family> families;

    /** @param ranges the cluster's service ranges, the primary family first */
    public ServiceFamilies(List<IpRange> ranges) {
        this.families = ranges.stream().map(IpRange::family).toList();
    }

    @Override
    public String name() {
        return "ServiceFamilies";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.object() != null
                && request.type().resource().equals(Ledger.SERVICES)
                && request.subresource().isEmpty();
    }

    @Override
    public void mutate(AdmissionRequest request) {
        if (!(request.object().get("spec") instanceof ObjectNode spec) || external(spec)) {
            return;
        }
        JsonNode old = request.old() == null || external(request.old().path("spec"))
                ? request.object().path("no-service-before")
                : request.old().path("spec");
        alignAddresses(spec, old);
        release(spec, old);
        FieldErrors errors = new FieldErrors();
        settle(spec, old, errors);
        if (!errors.isEmpty()) {
            throw ApiException.invalid("", "Service", request.name(), errors.causes());
        }
    }

    private static boolean external(JsonNode spec) {
        return spec.path("type").asString("").equals("ExternalName");
    }

    /** {@code clusterIP} and the first of {@code clusterIPs} are one field; a client that knows the former only may use it. */
    private static void alignAddresses(ObjectNode spec, JsonNode old) {
        String first = spec.path("clusterIP").asString("");
        JsonNode all = spec.path("clusterIPs");
        boolean oldClient = !old.isMissingNode()
                && !first.equals(old.path("clusterIP").asString(""))
                && all.equals(old.path("clusterIPs"));
        if (oldClient && first.isEmpty()) {
            spec.remove("clusterIPs");
        } else if (!first.isEmpty() && (all.isEmpty() || oldClient)) {
            spec.putArray("clusterIPs").add(first);
        }
    }

    /** A client that turns to one family need not take the second address and family away by itself. */
    private static void release(ObjectNode spec, JsonNode old) {
        String before = old.path("ipFamilyPolicy").asString("");
        if (before.isEmpty() || before.equals(SINGLE) || !policy(spec).equals(SINGLE)) {
            return;
        }
        for (String field : new String[] {"clusterIPs", "ipFamilies"}) {
            if (spec.path(field) instanceof ArrayNode list && list.size() == 2 && list.equals(old.path(field))) {
                // the list may be the old object's own
                ArrayNode one = list.deepCopy();
                one.remove(1);
                spec.set(field, one);
            }
        }
    }

    private void settle(ObjectNode spec, JsonNode old, FieldErrors errors) {
        if (keepsPreference(spec, old)) {
            return;
        }
        boolean free = spec.path("clusterIP").asString("").equals(HEADLESS)
                && spec.path("selector").isEmpty();
        if (policy(spec).isEmpty()) {
            String before = policy(old);
            spec.put("ipFamilyPolicy", !before.isEmpty() ? before : free ? "RequireDualStack" : SINGLE);
        }
        inferFromAddresses(spec, errors);
        if (!free) {
            configured(spec, errors);
        }
        if (!errors.isEmpty()) {
            return;
        }
        ArrayNode chosen = spec.path("ipFamilies") instanceof ArrayNode list ? list : spec.putArray("ipFamilies");
        if (chosen.isEmpty()) {
            chosen.add(families.get(0).text());
        }
        // endpoints of a headless service without a selector are its owner's affair, whatever the cluster has
        if (chosen.size() == 1 && !policy(spec).equals(SINGLE) && (free || families.size() == 2)) {
            String only = chosen.get(0).asString("");
            chosen.add(only.equals(Family.IPV4.text()) ? Family.IPV6.text() : Family.IPV4.text());
        }
    }

    private static boolean keepsPreference(ObjectNode spec, JsonNode old) {
        if (!policy(spec).equals("PreferDualStack") || !policy(old).equals("PreferDualStack")) {
            return false;
        }
        if (spec.path("ipFamilies").isEmpty()) {
            spec.set("ipFamilies", old.path("ipFamilies").deepCopy());
        }
        return spec.path("ipFamilies").equals(old.path("ipFamilies"))
                && spec.path("clusterIPs").equals(old.path("clusterIPs"));
    }

    private void inferFromAddresses(ObjectNode spec, FieldErrors errors) {
        int index = 0;
        for (JsonNode address : spec.path("clusterIPs")) {
            String text = address.asString("");
            boolean named = index < spec.path("ipFamilies").size();
            if (!named && Addresses.isIp(text)) {
                Family family = Family.of(text);
                if (!families.contains(family)) {
                    errors.invalid(
                            "spec.clusterIPs[" + index + "]",
                            spec.path("clusterIPs"),
                            family.text() + " is not configured on this cluster");
                } else {
                    spec.withArrayProperty("ipFamilies").add(family.text());
                }
            }
            index++;
        }
    }

    private void configured(ObjectNode spec, FieldErrors errors) {
        if (policy(spec).equals("RequireDualStack") && families.size() < 2) {
            errors.invalid(
                    "spec.ipFamilyPolicy",
                    spec.path("ipFamilyPolicy"),
                    "this cluster is not configured for dual-stack services");
        }
        Set<String> known = new HashSet<>();
        families.forEach(family -> known.add(family.text()));
        int index = 0;
        for (JsonNode family : spec.path("ipFamilies")) {
            String text = family.asString("");
            boolean exists = text.equals("IPv4") || text.equals("IPv6");
            if (exists && !known.contains(text)) {
                errors.invalid("spec.ipFamilies[" + index + "]", family, "not configured on this cluster");
            }
            index++;
        }
    }

    private static String policy(JsonNode spec) {
        return spec.path("ipFamilyPolicy").asString("");
    }
}
