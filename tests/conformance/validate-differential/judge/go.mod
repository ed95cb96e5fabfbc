module plating/validate-judge

go 1.20
