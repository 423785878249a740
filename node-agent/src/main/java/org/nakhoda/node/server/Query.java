package org.nakhoda.node.server;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A request's parameters. */
record Query(Map<String, List<String>> parameters) {
    Optional<String> text(String name) {
        List<String> values = parameters.getOrDefault(name, List.of());
        return values.isEmpty() || values.get(0).isEmpty() ? Optional.empty() : Optional.of(values.get(0));
    }

    List<String> all(String name) {
        return parameters.getOrDefault(name, List.of());
    }

    /** True if any of the names says so: clients write the same flag in different ways. */
    boolean flag(String... names) {
        for (String name : names) {
            if (text(name)
                    .filter(value -> value.equals("1") || value.equalsIgnoreCase("true"))
                    .isPresent()) {
                return true;
            }
        }
        return false;
    }

    Optional<Long> number(String name) throws HttpProblem {
        Optional<String> text = text(name);
        try {
            return text.map(Long::valueOf);
        } catch (NumberFormatException e) {
            throw HttpProblem.badRequest(name + " is no number: " + text.orElse(""));
        }
    }
}
