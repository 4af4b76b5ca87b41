# cmake -DHEAPLIGHT=… -DSOURCE=… -DREPORT=… -P WriteReport.cmake: SOURCE's JSON report into REPORT.
execute_process(COMMAND ${HEAPLIGHT} annotate --format json ${SOURCE} -- -O2 -std=c++20
                OUTPUT_FILE ${REPORT}
                COMMAND_ERROR_IS_FATAL ANY)
