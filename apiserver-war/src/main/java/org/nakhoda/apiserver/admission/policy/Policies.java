package org.nakhoda.apiserver.admission.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.nakhoda.api.catalogue.Catalogue;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.apiserver.admission.AdmissionStep.AdmissionRequest;
import org.nakhoda.apiserver.admission.StoredView;
import org.nakhoda.db.store.ClusterStore;
import org.nakhoda.db.store.StoredObject;
import tools.jackson.databind.JsonNode;

/**
 * All policies of one kind that are bound, in the order of their names. A policy that a change leaves as it is keeps what its
 * expressions were compiled to.
 */
final class Policies<P> {
    private static final String GROUP = "admissionregistration.k8s.io";

    /** Policies are not asked about policies: a faulty one could not be mended. */
    private static final Set<String> EXEMPT = Set.of(
            "validatingadmissionpolicies",
            "validatingadmissionpolicybindings",
            "mutatingadmissionpolicies",
            "mutatingadmissionpolicybindings");

    /** Questions that store nothing, of which policies know nothing either. */
    private static final Set<GroupResource> QUESTIONS = Set.of(
            new GroupResource("authentication.k8s.io", "selfsubjectreviews"),
            new GroupResource("authentication.k8s.io", "tokenreviews"),
            new GroupResource("authorization.k8s.io", "localsubjectaccessreviews"),
            new GroupResource("authorization.k8s.io", "selfsubjectaccessreviews"),
            new GroupResource("authorization.k8s.io", "selfsubjectrulesreviews"),
            new GroupResource("authorization.k8s.io", "subjectaccessreviews"));

    private final ClusterStore store;
    private final Catalogue catalogue;
    private final Function<JsonNode, P> compiler;
    private final StoredView<List<Bound<P>>> view;
    private volatile Map<String, Policy<P>> known = Map.of();

    /** A policy with its bindings, of which there is at least one. */
    record Bound<P>(Policy<P> policy, List<Binding> bindings) {}

    /**
     * @param policies the plural of the policies
     * @param bindings the plural of their bindings
     */
    Policies(
            ClusterStore store, Catalogue catalogue, String policies, String bindings, Function<JsonNode, P> compiler) {
        this.store = store;
        this.catalogue = catalogue;
        this.compiler = compiler;
        this.view = new StoredView<>(
                store, List.of(new GroupResource(GROUP, bindings), new GroupResource(GROUP, policies)), this::read);
    }

    private List<Bound<P>> read(List<List<StoredObject>> lists) {
        Map<String, List<Binding>> bindings = new HashMap<>();
        for (StoredObject stored : lists.get(0)) {
            Binding binding = Binding.of(stored);
            bindings.computeIfAbsent(binding.policy(), name -> new ArrayList<>())
                    .add(binding);
        }
        Map<String, Policy<P>> before = known;
        Map<String, Policy<P>> now = new HashMap<>();
        List<Bound<P>> bound = new ArrayList<>();
        for (StoredObject stored : lists.get(1)) {
            List<Binding> own = bindings.get(stored.key().name());
            if (own != null) {
                Policy<P> policy = new Policy<>(stored, compiler);
                Policy<P> same = before.get(policy.name());
                if (same != null && same.spec().equals(policy.spec())) {
                    policy = same;
                }
                now.put(policy.name(), policy);
                bound.add(new Bound<>(policy, List.copyOf(own)));
            }
        }
        known = now;
        return List.copyOf(bound);
    }

    List<Bound<P>> current() {
        return view.current();
    }

    boolean mayMatch(AdmissionRequest request) {
        return !current().isEmpty()
                && !(request.type().group().equals(GROUP)
                        && EXEMPT.contains(request.type().resource().resource()))
                && !QUESTIONS.contains(request.type().resource());
    }

    /** The version in which the policy is about the request. */
    Optional<ResourceType> match(Policy<P> policy, AdmissionRequest request) {
        return policy.criteria().match(request, store, catalogue);
    }

    boolean matches(Binding binding, AdmissionRequest request) {
        return binding.criteria().isEmpty()
                || binding.criteria().get().match(request, store, catalogue).isPresent();
    }
}
