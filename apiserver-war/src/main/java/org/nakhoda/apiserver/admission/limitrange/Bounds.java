package org.nakhoda.apiserver.admission.limitrange;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.nakhoda.api.quantity.Quantity;
import org.nakhoda.api.quantity.ResourceList;
import tools.jackson.databind.JsonNode;

/** One item of a LimitRange: the least and the most of each resource, and by how much a limit may exceed its request. */
record Bounds(String type, ResourceList min, ResourceList max, ResourceList ratio) {
    static Bounds of(JsonNode limit) {
        return new Bounds(
                limit.path("type").asString(""),
                ResourceList.of(limit.path("min")),
                ResourceList.of(limit.path("max")),
                ResourceList.of(limit.path("maxLimitRequestRatio")));
    }

    void check(ResourceList requests, ResourceList limits, List<String> faults) {
        min.asMap().forEach((name, least) -> {
            String bound = "minimum " + name + " usage per " + type + " is " + least;
            if (!requests.has(name)) {
                faults.add(bound + ".  No request is specified");
            } else if (requests.get(name).compareTo(least) < 0) {
                faults.add(bound + ", but request is " + requests.get(name));
            } else if (limits.has(name) && limits.get(name).compareTo(least) < 0) {
                faults.add(bound + ", but limit is " + limits.get(name));
            }
        });
        max.asMap().forEach((name, most) -> {
            String bound = "maximum " + name + " usage per " + type + " is " + most;
            if (!limits.has(name)) {
                faults.add(bound + ".  No limit is specified");
            } else if (limits.get(name).compareTo(most) > 0) {
                faults.add(bound + ", but limit is " + limits.get(name));
            } else if (requests.has(name) && requests.get(name).compareTo(most) > 0) {
                faults.add(bound + ", but request is " + requests.get(name));
            }
        });
        ratio.asMap().forEach((name, most) -> checkRatio(name, most, requests, limits, faults));
    }

    private void checkRatio(
            String name, Quantity most, ResourceList requests, ResourceList limits, List<String> faults) {
        String bound = name + " max limit to request ratio per " + type + " is " + most;
        Quantity request = requests.get(name);
        Quantity limit = limits.get(name);
        if (request.isZero()) {
            faults.add(bound + ", but no request is specified or request is 0");
        } else if (limit.isZero()) {
            faults.add(bound + ", but no limit is specified or limit is 0");
        } else if (limit.amount().compareTo(most.amount().multiply(request.amount())) > 0) {
            BigDecimal provided = limit.amount().divide(request.amount(), 6, RoundingMode.HALF_EVEN);
            faults.add(bound + ", but provided ratio is " + provided.toPlainString());
        }
    }

    /** A claim has no limits: its request stands between the bounds. */
    void checkRequests(ResourceList requests, List<String> faults) {
        min.asMap().forEach((name, least) -> {
            if (!requests.has(name)) {
                faults.add("minimum " + name + " usage per " + type + " is " + least + ".  No request is specified");
            } else if (requests.get(name).compareTo(least) < 0) {
                faults.add("minimum " + name + " usage per " + type + " is " + least + ", but request is "
                        + requests.get(name));
            }
        });
        max.asMap().forEach((name, most) -> {
            if (!requests.has(name)) {
                faults.add("maximum " + name + " usage per " + type + " is " + most + ".  No request is specified");
            } else if (requests.get(name).compareTo(most) > 0) {
                faults.add("maximum " + name + " usage per " + type + " is " + most + ", but request is "
                        + requests.get(name));
            }
        });
    }
}
