using System.Globalization;
using ChatAspire.Web.Contracts;
using ChatAspire.Web.RoomLog;

namespace ChatAspire.Web.Endpoints;

/// <summary>Creates error responses as RFC 9457 problem details.</summary>
internal static class Problem
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>Creates a response with this status and description.</summary>
    public static IResult Of(int status, string detail) => TypedResults.Problem(detail, statusCode: status);

    /// <summary>Creates a 503 response with <c>Retry-After</c>, for a request that may succeed later.</summary>
    public static IResult Unavailable(HttpContext context, string detail)
    {
        AddRetryAfter(context, RetryAfter);
        return Of(StatusCodes.Status503ServiceUnavailable, detail);
    }

    /// <summary>
    /// Creates a 503 response for an outage of Redis. The message may have been stored nevertheless, so the response asks for a retry with
    /// the same id, because a message with a known id is not stored again.
    /// </summary>
    public static IResult RedisUnavailable(HttpContext context, RedisProblem problem) =>
        Unavailable(context, $"{problem.Describe()} Retry the same request, with the same id, in a moment.");

    /// <summary>Sets <c>Retry-After</c> to a number of whole seconds, rounded up, at least 1.</summary>
    public static void AddRetryAfter(HttpContext context, TimeSpan after) =>
        context.Response.Headers.RetryAfter =
            Math.Max(1, (int)Math.Ceiling(after.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    /// <summary>Turns unhandled exceptions and error responses without a body into problem details.</summary>
    public static void UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            StatusCodeSelector = error => error switch
            {
                BadHttpRequestException bad => bad.StatusCode,
                _ when RedisErrors.IsUnavailable(error) => StatusCodes.Status503ServiceUnavailable,
                _ => StatusCodes.Status500InternalServerError,
            },
            SuppressDiagnosticsCallback = context =>
                context.Exception is BadHttpRequestException || RedisErrors.IsUnavailable(context.Exception),
        });
        app.UseStatusCodePages();
    }
}
