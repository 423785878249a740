package org.nakhoda.apiserver.registry;

import java.util.List;
import java.util.Locale;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Cause;
import org.nakhoda.apiserver.admission.AdmissionStep.Operation;
import org.nakhoda.apiserver.request.ApiRequest;
import tools.jackson.databind.node.ObjectNode;

/** The query parameters that every write takes (CreateOptions, UpdateOptions, PatchOptions).
 *
 * @param fieldManager what the client wants to be called as a manager of fields; empty for its usual name
 * @param force whether applying takes fields from other managers
 */
record WriteOptions(boolean dryRun, FieldValidation fieldValidation, String fieldManager, boolean force) {
    private static final WriteOptions DEFAULT = new WriteOptions(false, FieldValidation.WARN, "", false);
    private static final WriteOptions STRICT = new WriteOptions(false, FieldValidation.STRICT, "", false);

    /** What becomes of fields that the schema does not know. */
    enum FieldValidation {
        IGNORE,
        WARN,
        STRICT
    }

    /**
     * @throws ApiException INVALID if a value is none that Kubernetes knows
     */
    static WriteOptions of(ApiRequest request) {
        if (request.query().isEmpty()) {
            return DEFAULT;
        }
        boolean dryRun = dryRun(request, request.query().get("dryRun"));
        String text = request.parameter("fieldValidation").orElse("");
        FieldValidation validation =
                switch (text) {
                    case "", "Warn" -> FieldValidation.WARN;
                    case "Ignore" -> FieldValidation.IGNORE;
                    case "Strict" -> FieldValidation.STRICT;
                    default -> throw unsupported(request, "fieldValidation", text, "\"Ignore\", \"Strict\", \"Warn\"");
                };
        String manager =
                ManagerName.checked(request, request.parameter("fieldManager").orElse(""));
        boolean force = request.flag("force");
        if (dryRun || force || !manager.isEmpty()) {
            return new WriteOptions(dryRun, validation, manager, force);
        }
        return switch (validation) {
            case WARN -> DEFAULT;
            case STRICT -> STRICT;
            case IGNORE -> new WriteOptions(false, validation, "", false);
        };
    }

    /** @param values of {@code dryRun} in the body of a deletion */
    WriteOptions orDryRun(ApiRequest request, List<String> values) {
        return dryRun || !dryRun(request, values) ? this : asDryRun();
    }

    WriteOptions asDryRun() {
        return new WriteOptions(true, fieldValidation, fieldManager, force);
    }

    private static boolean dryRun(ApiRequest request, List<String> values) {
        if (values == null || values.isEmpty()) {
            return false;
        }
        for (String value : values) {
            if (!value.equals("All")) {
                throw unsupported(request, "dryRun", value, "\"All\"");
            }
        }
        return true;
    }

    private static ApiException unsupported(ApiRequest request, String field, String value, String supported) {
        return invalid(
                request,
                new Cause(
                        "FieldValueNotSupported",
                        "Unsupported value: \"" + value + "\": supported values: " + supported,
                        field));
    }

    /** A faulty parameter, under the name that Kubernetes has for the options of the request's verb. */
    static ApiException invalid(ApiRequest request, Cause fault) {
        String options =
                switch (request.method()) {
                    case "POST" -> "CreateOptions";
                    case "PUT" -> "UpdateOptions";
                    case "DELETE" -> "DeleteOptions";
                    default -> "PatchOptions";
                };
        return ApiException.invalid("meta.k8s.io", options, "", List.of(fault));
    }

    /** As an object of Kubernetes' kind for the operation, for whoever is asked about the write. */
    ObjectNode object(Operation operation) {
        String name = operation.name();
        ObjectNode options = Json.object()
                .put("kind", name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT) + "Options")
                .put("apiVersion", "meta.k8s.io/v1");
        if (dryRun) {
            options.putArray("dryRun").add("All");
        }
        if (!fieldManager.isEmpty()) {
            options.put("fieldManager", fieldManager);
        }
        if (fieldValidation == FieldValidation.STRICT) {
            options.put("fieldValidation", "Strict");
        }
        return options;
    }
}
