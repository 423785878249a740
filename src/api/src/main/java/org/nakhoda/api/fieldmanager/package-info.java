/**
 * Who manages which field of an object: Kubernetes' managed fields and server-side apply. Sets of fields in the notation
 * FieldsV1, the comparison of two states of an object, the merge of an applied configuration, and what all this does to
 * the managers. Pure functions over JSON trees and schemas; the time is an argument.
 */
package org.nakhoda.api.fieldmanager;
