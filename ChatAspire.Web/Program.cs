using ChatAspire.ServiceDefaults;
using ChatAspire.Web;
using ChatAspire.Web.Api;
using ChatAspire.Web.Log;

try
{
    var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
    {
        Args = args,
        ContentRootPath = AppContext.BaseDirectory, // wherever it is started from, the page lies beside the program
    });
    builder.AddServiceDefaults();
    builder.AddRedisClient("redis", configureOptions: RedisTiming.Apply);
    builder.AddChat();

    await using var app = builder.Build();
    app.UseProblems();
    app.UseRateLimiter();
    app.UsePage();
    app.MapDefaultEndpoints();
    app.MapChat();
    await app.RunAsync();
    return 0;
}
catch (SettingException error)
{
    await Console.Error.WriteLineAsync(error.Message);
    return 2;
}
