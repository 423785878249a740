/**
 * The controller manager: Kubernetes' control loops, one package each, which see the cluster through its API and nowhere
 * else. What a controller decides is a pure function of observed objects and the time; its reconciler carries that out.
 */
package org.nakhoda.controllers;
