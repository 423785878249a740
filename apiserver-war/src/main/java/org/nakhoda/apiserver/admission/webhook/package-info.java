/**
 * Admission webhooks: servers outside that change writes or refuse them, as MutatingWebhookConfigurations and
 * ValidatingWebhookConfigurations say.
 */
package org.nakhoda.apiserver.admission.webhook;
