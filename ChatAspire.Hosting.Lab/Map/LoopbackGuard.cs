using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace ChatAspire.Hosting.Lab.Map;

/// <summary>
/// Lets only requests of our own pages pass: GET, to the address that the server listens on (a page of another origin could reach it by
/// DNS rebinding), below the token (other users of the machine, and pages that guess the port, do not have it).
/// </summary>
internal sealed class LoopbackGuard
{
    /// <summary>Precedes every path: 128 random bits.</summary>
    public string Token { get; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>Handles a request.</summary>
    public Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        var (request, response) = (context.Request, context.Response);
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.CacheControl = "no-store";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        response.Headers.ContentSecurityPolicy = "frame-ancestors 'none'";
        if (!HttpMethods.IsGet(request.Method))
        {
            return Refuse(response, StatusCodes.Status405MethodNotAllowed);
        }

        if (request.Host.Value != $"{context.Connection.LocalIpAddress}:{context.Connection.LocalPort}")
        {
            return Refuse(response, StatusCodes.Status421MisdirectedRequest);
        }

        return Knows(request.Path) ? next(context) : Refuse(response, StatusCodes.Status404NotFound);
    }

    private bool Knows(PathString path) => path.Value!.Split('/') is [_, var token, ..]
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(Token));

    private static Task Refuse(HttpResponse response, int status)
    {
        response.StatusCode = status;
        return Task.CompletedTask;
    }
}
