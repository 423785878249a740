/**
 * Kubernetes' scheduling framework: the extension points at which small plugins decide where a pod goes, and the record of
 * what each of them decided. Plugins are pure: they read a pod and a snapshot and do no I/O, except for those that bind.
 */
package org.nakhoda.scheduler.framework;
