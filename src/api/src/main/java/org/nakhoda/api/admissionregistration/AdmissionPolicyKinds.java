package org.nakhoda.api.admissionregistration;

import org.nakhoda.api.catalogue.Column;
import org.nakhoda.api.catalogue.Columns;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.schema.BuiltinSchemas;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Policies in CEL that judge or change writes, and what binds them to parts of the cluster. */
public final class AdmissionPolicyKinds {
    private AdmissionPolicyKinds() {}

    public static ResourceType declareValidating() {
        return of("ValidatingAdmissionPolicy", "validatingadmissionpolicies")
                .subresources("status")
                .strategy(new ValidatingPolicyStrategy())
                .columns(policyColumns("validations"))
                .build();
    }

    public static ResourceType declareMutating() {
        return of("MutatingAdmissionPolicy", "mutatingadmissionpolicies")
                .strategy(new MutatingPolicyStrategy())
                .columns(policyColumns("mutations"))
                .build();
    }

    public static ResourceType declareValidatingBinding() {
        return of("ValidatingAdmissionPolicyBinding", "validatingadmissionpolicybindings")
                .strategy(new PolicyBindingStrategy(true))
                .columns(bindingColumns())
                .build();
    }

    public static ResourceType declareMutatingBinding() {
        return of("MutatingAdmissionPolicyBinding", "mutatingadmissionpolicybindings")
                .strategy(new PolicyBindingStrategy(false))
                .columns(bindingColumns())
                .build();
    }

    private static ResourceType.Builder of(String kind, String plural) {
        return ResourceType.of("admissionregistration.k8s.io", "v1", kind)
                .plural(plural)
                .clusterScoped()
                .categories("api-extensions")
                .updateNeedsRevision()
                .schema(BuiltinSchemas.of("io.k8s.api.admissionregistration.v1." + kind));
    }

    private static Column[] policyColumns(String list) {
        return new Column[] {
            Columns.NAME,
            Columns.number(
                    Character.toUpperCase(list.charAt(0)) + list.substring(1),
                    "How many " + list + " it has",
                    o -> o.path("spec").path(list).size()),
            Columns.text("ParamKind", "What its parameters are", AdmissionPolicyKinds::paramKind),
            Columns.AGE
        };
    }

    private static String paramKind(ObjectNode policy) {
        JsonNode kind = policy.path("spec").path("paramKind");
        return kind.isObject() ? Tree.text(kind, "apiVersion") + "/" + Tree.text(kind, "kind") : "<unset>";
    }

    private static Column[] bindingColumns() {
        return new Column[] {
            Columns.NAME,
            Columns.text("PolicyName", "The policy that it binds", o -> Tree.text(o, "spec", "policyName")),
            Columns.text("ParamRef", "Where its parameters are", AdmissionPolicyKinds::paramRef),
            Columns.AGE
        };
    }

    private static String paramRef(ObjectNode binding) {
        JsonNode reference = binding.path("spec").path("paramRef");
        if (!reference.isObject()) {
            return "<unset>";
        }
        String namespace = Tree.text(reference, "namespace");
        String name = Tree.text(reference, "name");
        String shown = name.isEmpty() ? Columns.selector(reference.path("selector")) : name;
        return namespace.isEmpty() ? shown : namespace + "/" + shown;
    }
}
