package org.nakhoda.apiserver.admission.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.fieldmanager.InvalidConfigurationException;
import org.nakhoda.api.fieldmanager.StructuralMerge;
import org.nakhoda.api.patch.JsonPatch;
import org.nakhoda.api.patch.PatchException;
import org.nakhoda.api.schema.Conformance;
import org.nakhoda.api.schema.Schema;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.apiserver.cel.Activation;
import org.nakhoda.apiserver.cel.AdmissionExpression;
import org.nakhoda.apiserver.cel.AdmissionLanguage.Dialect;
import org.nakhoda.apiserver.cel.AdmissionLanguage.Result;
import org.nakhoda.apiserver.cel.ExpressionFault;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The expressions of a mutating policy: each makes a part to be merged into the object, or a patch of it. */
record Mutations(MatchConditions conditions, Map<String, AdmissionExpression> variables, List<Mutation> list) {
    private static final FieldPath SPEC = FieldPath.of("spec");

    /** Why an object could not be changed. */
    static final class MutationFault extends Exception {
        private static final long serialVersionUID = 1L;

        MutationFault(String message) {
            super(message, null, false, false);
        }
    }

    /** @param merges whether the expression makes a part of an object; else it makes a JSON patch */
    record Mutation(AdmissionExpression expression, boolean merges) {
        /**
         * @param object not edited
         * @param schema of the object's kind; null if it is not known
         * @return the changed object, not conforming to its kind yet
         */
        ObjectNode apply(ObjectNode object, Schema schema, Activation activation) throws MutationFault {
            JsonNode made;
            try {
                made = expression.json(activation);
            } catch (ExpressionFault e) {
                throw new MutationFault(e.getMessage());
            }
            return merges ? merged(object, schema, made) : patched(object, made);
        }
    }

    static Mutations compile(JsonNode spec) {
        return compile(spec, CompileFaults.UNTOLD);
    }

    static Mutations compile(JsonNode spec, CompileFaults faults) {
        PolicyCompiler compiler = PolicyCompiler.of(spec, Dialect.MUTATING, faults);
        MatchConditions conditions = MatchConditions.of(spec, compiler, SPEC);
        Map<String, AdmissionExpression> variables = compiler.variables(spec, SPEC);
        List<Mutation> mutations = new ArrayList<>();
        int index = 0;
        for (ObjectNode stated : Tree.objects(spec, "mutations")) {
            FieldPath path = SPEC.child("mutations").index(index++);
            boolean merges = Tree.text(stated, "patchType").equals("ApplyConfiguration");
            String field = merges ? "applyConfiguration" : "jsonPatch";
            if (stated.path(field).isObject()) {
                Result result = merges ? Result.OBJECT : Result.JSON_PATCH;
                mutations.add(new Mutation(
                        compiler.compile(stated.path(field), "expression", result, path.child(field)), merges));
            }
        }
        return new Mutations(conditions, variables, List.copyOf(mutations));
    }

    private static ObjectNode merged(ObjectNode object, Schema schema, JsonNode part) throws MutationFault {
        if (!(part instanceof ObjectNode configuration)) {
            throw new MutationFault("unsupported return type from ApplyConfiguration expression");
        }
        if (schema != null) {
            Conformance conformance = Conformance.check(schema, configuration);
            if (!conformance.unknownFields().isEmpty()) {
                throw new MutationFault("error applying patch: failed to convert patch object to typed object: ."
                        + conformance.unknownFields().get(0) + ": field not declared in schema");
            }
            if (!conformance.readable()) {
                throw new MutationFault("error applying patch: failed to convert patch object to typed object: ."
                        + conformance.faultsMessage());
            }
        }
        ObjectNode changed = object.deepCopy();
        try {
            StructuralMerge.into(schema, changed, configuration);
        } catch (InvalidConfigurationException e) {
            throw new MutationFault("error applying patch: invalid ApplyConfiguration: " + e.getMessage());
        }
        return changed;
    }

    private static ObjectNode patched(ObjectNode object, JsonNode operations) throws MutationFault {
        try {
            if (new JsonPatch(operations).apply(object) instanceof ObjectNode changed) {
                return changed;
            }
            throw new MutationFault("error applying JSON Patch: the patch leaves no object");
        } catch (PatchException e) {
            throw new MutationFault("error applying JSON Patch: " + e.getMessage());
        }
    }
}
