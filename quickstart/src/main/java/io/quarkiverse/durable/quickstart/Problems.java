package io.quarkiverse.durable.quickstart;

import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

import io.quarkiverse.durable.DurableException;
import io.quarkus.arc.ArcUndeclaredThrowableException;

/** Answers refusals with a sentence. */
class Problems {

    @ServerExceptionMapper
    Response outOfStock(OutOfStock problem) {
        return answer(Response.Status.CONFLICT, problem);
    }

    @ServerExceptionMapper
    Response refused(ClientErrorException problem) {
        return answer(problem.getResponse().getStatusInfo(), problem);
    }

    @ServerExceptionMapper
    Response notDurable(DurableException problem) {
        return answer(Response.Status.SERVICE_UNAVAILABLE, problem);
    }

    /** What goes wrong in the commit itself comes wrapped by the transaction manager and the interceptor. */
    @ServerExceptionMapper
    Response notCommitted(ArcUndeclaredThrowableException problem) {
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            if (cause instanceof DurableException refusal) {
                return notDurable(refusal);
            }
        }
        return answer(Response.Status.INTERNAL_SERVER_ERROR, problem.getCause());
    }

    private static Response answer(Response.StatusType status, Throwable problem) {
        return Response.status(status).type(MediaType.TEXT_PLAIN_TYPE).entity(problem.getMessage() + "\n").build();
    }
}
