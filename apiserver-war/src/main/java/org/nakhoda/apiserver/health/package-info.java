/** Whether the server lives and is ready, as named checks: {@code /healthz}, {@code /livez}, {@code /readyz}. */
package org.nakhoda.apiserver.health;
