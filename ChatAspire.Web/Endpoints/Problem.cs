using System.Globalization;
using ChatAspire.Web.RoomLog;

namespace ChatAspire.Web.Endpoints;

/// <summary>Errors as RFC 9457 problem details.</summary>
internal static class Problem
{
    private const int RetryAfterSeconds = 1;

    /// <summary>An answer that says what was wrong with the request.</summary>
    public static IResult Of(int status, string detail) => TypedResults.Problem(detail, statusCode: status);

    /// <summary>503 with <c>Retry-After</c>: the same request may succeed in a while.</summary>
    public static IResult Unavailable(HttpContext context, string detail)
    {
        AddRetryAfter(context, TimeSpan.FromSeconds(RetryAfterSeconds));
        return Of(StatusCodes.Status503ServiceUnavailable, detail);
    }

    /// <summary>503: Redis does not answer. What was sent may have arrived all the same; sending it again with the same id is harmless.</summary>
    public static IResult RedisUnavailable(HttpContext context) =>
        Unavailable(context, "Redis is away. Send the same request again, with the same id, in a moment.");

    /// <summary>Sets <c>Retry-After</c>, in whole seconds.</summary>
    public static void AddRetryAfter(HttpContext context, TimeSpan after) =>
        context.Response.Headers.RetryAfter =
            Math.Max(1, (int)Math.Ceiling(after.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    /// <summary>Turns what the endpoints do not catch into a problem, too.</summary>
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
            SuppressDiagnosticsCallback = context => context.Exception is BadHttpRequestException || RedisErrors.IsUnavailable(context.Exception),
        });
        app.UseStatusCodePages();
    }
}
