/** The built-in scheduling plugins: one rule a class, with Kubernetes' names and reasons. */
package org.nakhoda.scheduler.plugin;
