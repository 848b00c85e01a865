namespace ChatAspire.Web;

/// <summary>The page at <c>/</c>, from <c>wwwroot</c>.</summary>
internal static class ChatPage
{
    // Allows only this node's own files and nothing inline, so that markup injected into the page cannot run a script.
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Serves the files of the page, with headers that restrict scripts and make browsers revalidate on every load.</summary>
    public static void UseChatPage(this WebApplication app)
    {
        app.UseDefaultFiles();
        app.UseStaticFiles(new StaticFileOptions
        {
            OnPrepareResponse = file =>
            {
                var headers = file.Context.Response.Headers;
                headers.CacheControl = "no-cache"; // revalidates on every load; 304 while the ETag is unchanged
                headers.ContentSecurityPolicy = ContentSecurityPolicy;
                headers.XContentTypeOptions = "nosniff";
                headers["Referrer-Policy"] = "no-referrer";
            },
        });
    }
}
