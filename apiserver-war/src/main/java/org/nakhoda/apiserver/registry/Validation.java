package org.nakhoda.apiserver.registry;

import java.util.function.Consumer;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.validation.FieldErrors;

/** Turns a kind's findings into a refusal that names every faulty field. */
final class Validation {
    private Validation() {}

    /**
     * @throws ApiException INVALID
     */
    static void check(ResourceType type, String name, Consumer<FieldErrors> rules) {
        FieldErrors errors = new FieldErrors();
        rules.accept(errors);
        if (!errors.isEmpty()) {
            throw ApiException.invalid(type.group(), type.kind(), name, errors.causes());
        }
    }
}
