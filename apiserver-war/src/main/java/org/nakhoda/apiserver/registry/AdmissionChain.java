package org.nakhoda.apiserver.registry;

import java.util.List;
import java.util.function.Consumer;
import org.nakhoda.apiserver.admission.AdmissionStep;
import org.nakhoda.apiserver.admission.AdmissionStep.AdmissionRequest;
import org.nakhoda.apiserver.admission.AdmissionStep.Operation;
import org.nakhoda.apiserver.allocation.WriteHook;
import org.nakhoda.apiserver.allocation.WriteHook.Reservation;
import tools.jackson.databind.node.ObjectNode;

/** The admission steps in their order: those that change an object, and those that may refuse it. */
final class AdmissionChain {
    private final List<AdmissionStep> steps;
    private final List<WriteHook> hooks;

    AdmissionChain(List<AdmissionStep> steps, List<WriteHook> hooks) {
        this.steps = List.copyOf(steps);
        this.hooks = List.copyOf(hooks);
    }

    static AdmissionRequest request(Operation operation, Call call, String name, ObjectNode object, ObjectNode old) {
        return request(operation, call, name, object, old, call.options().dryRun());
    }

    static AdmissionRequest request(
            Operation operation, Call call, String name, ObjectNode object, ObjectNode old, boolean dryRun) {
        return new AdmissionRequest(
                operation,
                call.type(),
                call.namespace(),
                name,
                call.target().subresource(),
                object,
                old,
                call.user(),
                dryRun,
                call.warnings());
    }

    void mutate(AdmissionRequest request) {
        for (AdmissionStep step : steps) {
            if (step.handles(request)) {
                step.mutate(request);
            }
        }
    }

    void validate(AdmissionRequest request) {
        for (AdmissionStep step : steps) {
            if (step.handles(request)) {
                step.validate(request);
            }
        }
    }

    /** The last thing before the object is encoded: gives out what is unique, and counts what is bounded. */
    Reservation reserve(AdmissionRequest request) {
        Reservation all = Reservation.NONE;
        for (WriteHook hook : hooks) {
            if (hook.handles(request)) {
                all = reserved(all, hook, request);
            }
        }
        return all;
    }

    private static Reservation reserved(Reservation before, WriteHook hook, AdmissionRequest request) {
        if (before == Reservation.NONE) {
            return hook.reserve(request);
        }
        boolean done = false;
        try {
            Reservation both = new Both(before, hook.reserve(request));
            done = true;
            return both;
        } finally {
            if (!done) {
                before.released();
            }
        }
    }

    /** Two reservations for one write. */
    private record Both(Reservation first, Reservation second) implements Reservation {
        @Override
        public void committed() {
            each(Reservation::committed);
        }

        @Override
        public void released() {
            each(Reservation::released);
        }

        @Override
        public void unknown() {
            each(Reservation::unknown);
        }

        private void each(Consumer<Reservation> end) {
            try {
                end.accept(first);
            } finally {
                end.accept(second);
            }
        }
    }
}
