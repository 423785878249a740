/**
 * Control loops: a {@link org.nakhoda.client.reconcile.Reconciler} brings one object to where it should be, a
 * {@link org.nakhoda.client.reconcile.ControllerRunner} feeds it with keys, retries it, and starts and stops it with
 * leadership.
 */
package org.nakhoda.client.reconcile;
