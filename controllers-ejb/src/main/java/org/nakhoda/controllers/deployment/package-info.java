/** Deployments: one ReplicaSet a revision of the template, and the change from one to the next under limits. */
package org.nakhoda.controllers.deployment;
