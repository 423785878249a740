package org.nakhoda.apiserver.admission;

import org.nakhoda.apiserver.admission.AdmissionStep.Operation;

/** Is told of each question to a webhook and each judgement by a policy, after the event. */
public interface AdmissionObserver {
    /** @param type {@code admit} for a webhook that changes objects, {@code validating} for one that judges them */
    void webhook(String name, String type, Operation operation, boolean rejected, long nanos);

    /**
     * @param action what follows: {@code allow}, {@code deny}, {@code warn}, {@code audit}
     * @param fault whether the policy could not tell
     */
    void validated(String policy, String binding, String action, boolean fault, long nanos);

    void mutated(String policy, String binding, boolean fault, long nanos);
}
