using System.Net.Sockets;
using ChatAspire.ServiceDefaults;
using ChatAspire.Web;
using ChatAspire.Web.Endpoints;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

try
{
    var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
    {
        // The settings file is not watched, because that would use one of the 128 inotify instances that all containers share.
        Args = ["--hostBuilder:reloadConfigOnChange=false", .. args],
        ContentRootPath = AppContext.BaseDirectory, // wwwroot is next to the program, whatever the working directory
    });
    builder.AddServiceDefaults();
    builder.AddChat();

    await using var app = builder.Build();
    // Validates the options before the host creates its services, because creating the Redis client parses the connection string.
    app.Services.GetRequiredService<IStartupValidator>().Validate();
    app.UseProblems();
    app.UseRateLimiter();
    app.UseChatPage();
    app.MapDefaultEndpoints();
    app.MapChat();
    await app.RunAsync();
    return 0;
}
catch (OperationCanceledException)
{
    return 0; // stopped while waiting for Redis
}
catch (OptionsValidationException error)
{
    await Console.Error.WriteLineAsync(string.Join(Environment.NewLine, error.Failures));
    return 2;
}
catch (Exception error) when (error is SocketException or IOException { InnerException: AddressInUseException })
{
    await Console.Error.WriteLineAsync($"Cannot listen on ASPNETCORE_URLS: {error.Message}");
    return 2;
}
