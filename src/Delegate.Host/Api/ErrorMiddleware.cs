using Delegate.Contracts;

namespace Delegate.Host.Api;

/// <summary>The one place where failures become answers: the status by the error's code, the error as the body.</summary>
internal sealed class ErrorMiddleware(RequestDelegate next, ILogger<ErrorMiddleware> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception failure) when (context.RequestAborted.IsCancellationRequested && failure is OperationCanceledException or IOException)
        {
            // the client has gone: nobody is left to answer
        }
        catch (Exception failure)
        {
            var (error, status) = Explain(failure);
            if (status == StatusCodes.Status500InternalServerError)
                log.LogError(failure, "{Method} {Path} failed", context.Request.Method, context.Request.Path);
            if (context.Response.HasStarted)
                context.Abort(); // a cut connection tells the client that what it has is not all
            else
                await Result(error, status).ExecuteAsync(context);
        }
    }

    public static IResult Result(DelegateError error, int status) =>
        TypedResults.Json(error, ContractsJson.Default.DelegateError, statusCode: status);

    private static (DelegateError Error, int Status) Explain(Exception failure) => failure switch
    {
        DelegateException expected => (expected.Error, StatusOf(expected.Error.Code)),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
            (new(ErrorCodes.LimitExceeded, "The request is larger than 64 MiB.", "submit it in parts"), StatusCodes.Status413PayloadTooLarge),
        BadHttpRequestException bad => (new(ErrorCodes.InvalidInput, bad.Message), bad.StatusCode),
        _ => (new(ErrorCodes.Internal, "The host failed to do that; its log says why.", "delegate host logs"), StatusCodes.Status500InternalServerError),
    };

    internal static int StatusOf(string code) => code switch
    {
        ErrorCodes.InvalidInput => StatusCodes.Status400BadRequest,
        ErrorCodes.Unauthorized => StatusCodes.Status401Unauthorized,
        ErrorCodes.Forbidden => StatusCodes.Status403Forbidden,
        ErrorCodes.TaskNotFound => StatusCodes.Status404NotFound,
        ErrorCodes.AlreadyEnded or ErrorCodes.NotEnded or ErrorCodes.AlreadyStarted or ErrorCodes.NotPaused or ErrorCodes.DuplicateKey
            or ErrorCodes.HostAlreadyRunning => StatusCodes.Status409Conflict,
        ErrorCodes.InvalidFolder or ErrorCodes.InvalidConfiguration or ErrorCodes.LimitExceeded or ErrorCodes.UnknownAgent
            or ErrorCodes.DependencyNotFound or ErrorCodes.DependencyCycle or ErrorCodes.DependencyFailed
            or ErrorCodes.DuplicateDependency => StatusCodes.Status422UnprocessableEntity,
        ErrorCodes.JournalUnusable or ErrorCodes.DataFolderUnusable or ErrorCodes.HostUnreachable
            or ErrorCodes.HostStartFailed => StatusCodes.Status503ServiceUnavailable,
        ErrorCodes.ScheduleNotFound => StatusCodes.Status404NotFound,
        ErrorCodes.ScheduleState or ErrorCodes.ScheduleChanged => StatusCodes.Status409Conflict,
        ErrorCodes.InvalidRecurrence or ErrorCodes.InvalidTimezone or ErrorCodes.ScheduleCycle => StatusCodes.Status422UnprocessableEntity,
        _ => StatusCodes.Status500InternalServerError,
    };
}
