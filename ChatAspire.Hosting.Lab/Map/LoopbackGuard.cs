using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace ChatAspire.Hosting.Lab.Map;

/// <summary>
/// Passes only requests from this server's own pages. They must be GET requests; their Host must be the address that the server listens
/// on, against DNS rebinding; and their path must begin with the token, which other users and pages that guess the port do not know.
/// </summary>
internal sealed class LoopbackGuard
{
    /// <summary>The first segment of every path: 128 random bits as 32 hex digits.</summary>
    public string Token { get; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>Sets security headers, and passes the request on or refuses it with 405, 421 or 404.</summary>
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
